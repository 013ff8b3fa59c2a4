// SPDX-License-Identifier: GPL-3.0-or-later
// The fonts of a text's runs in a workbook of XML (ECMA-376 part 1, 18.4.4 to 18.4.12).
#include "files/xlsx.h"

#include <string.h>

#include "files/xml_read.h"

enum { OF_CELL = LETTERS_KINDS };

void xlsx_run_opened(struct xlsx_run *run, const char *name, const char **attributes, struct text *into)
{
	if (strcmp(name, "si") == 0 || strcmp(name, "is") == 0)
		*run = (struct xlsx_run){ OF_CELL, OF_CELL };
	else if (strcmp(name, "r") == 0)
		run->now = OF_CELL;
	else if (strcmp(name, "rFont") == 0)
		run->now = (int)letters_of_font(xml_attribute(attributes, "val"));
	else if (strcmp(name, "t") == 0 && run->now != run->last) {
		run->last = run->now;
		if (run->now == OF_CELL)
			sheet_text_of_cell(into);
		else
			sheet_text_of_letters(into, (enum letters)run->now);
	}
}
