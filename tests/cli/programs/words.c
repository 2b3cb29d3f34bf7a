/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the console to its end: counts lines and words, longest word, letters. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

int main(void)
{
    unsigned lines = 0, words = 0, letters[26] = {0}, length = 0;
    char word[64] = "", longest[64] = "";
    for (int c; (c = getchar()) != EOF;) {
        lines += c == '\n';
        if (isalpha(c)) {
            letters[tolower(c) - 'a']++;
        }
        if (!isspace(c) && length < sizeof word - 1) {
            word[length++] = (char)c;
            continue;
        }
        word[length] = '\0';
        words += length > 0;
        if (length > strlen(longest)) {
            strcpy(longest, word);
        }
        length = 0;
    }
    printf("%u lines, %u words, longest \"%s\"\n", lines, words, longest);
    for (int i = 0; i < 26; i++) {
        printf("%c%u ", 'a' + i, letters[i]);
    }
    printf("\n");
    return 0;
}
