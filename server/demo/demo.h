// SPDX-License-Identifier: GPL-3.0-or-later
// demo: the demo world, invented people and classes on the real units, as a data package.
#ifndef DEMO_DEMO_H
#define DEMO_DEMO_H

// Writes the demo world into a folder: datapackage.json and CSV files, ready for `hocvud import`
// into a database that holds the reference data (its units and courses are referred to by code).
// The folder is made if it is missing; its parent must exist; files of the same names are replaced.
// The same bytes on every run, machine and locale.
// Returns 0, or -1 after a message on stderr; the folder may then hold half a package.
int demo_write(const char *folder);

#endif
