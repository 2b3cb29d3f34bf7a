#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
#
#   sbatch merge.sh FOLDER...
#
# Tables and report of the points in FOLDER: the last job of submit.sh; see README.md.
#
#SBATCH --ntasks=1
#SBATCH --time=10
#SBATCH --output=trapeze-merge-%j.log
exec "${TRAPEZE:-trapeze}" merge "$@"
