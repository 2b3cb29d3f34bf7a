/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 *   cputime COMMAND...
 *
 * Run a command and print the processor's time that it took, in seconds; its own output is dropped.
 */
#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    int status;
    struct rusage used;
    if (argc < 2) {
        fprintf(stderr, "usage: cputime COMMAND...\n");
        return 2;
    }
    pid_t child = fork();
    if (child == 0) {
        int null = open("/dev/null", O_RDWR);
        dup2(null, STDIN_FILENO);
        dup2(null, STDOUT_FILENO);
        dup2(null, STDERR_FILENO);
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    if (child < 0 || waitpid(child, &status, 0) < 0 || getrusage(RUSAGE_CHILDREN, &used) != 0) {
        perror("cputime");
        return 2;
    }
    double seconds = (double)used.ru_utime.tv_sec + (double)used.ru_stime.tv_sec +
                     1e-6 * (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec);
    printf("%.4f\n", seconds);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0 ? 0 : 1;
}
