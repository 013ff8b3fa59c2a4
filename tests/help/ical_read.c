// SPDX-License-Identifier: GPL-3.0-or-later
// Reads a calendar with libical, for help/ical.js: its properties, then its events, as fields that end in
// \x1f and records that end in \x1e. Exit code 1 when libical finds anything wrong.
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CALENDAR_MOST = 64 << 20 };

// RFC 5546 wants an ORGANIZER in what is published; feeds have none. Everything else must fit; so must all of what a mail
// asks for (REQUEST, CANCEL).
static int wrong(icalcomponent *calendar)
{
	icalproperty *method = icalcomponent_get_first_property(calendar, ICAL_METHOD_PROPERTY);

	if (method == NULL)
		return 1;
	if (icalproperty_get_method(method) == ICAL_METHOD_PUBLISH) {
		icalcomponent_remove_property(calendar, method);
		icalproperty_free(method);
	} else if (icalproperty_get_method(method) != ICAL_METHOD_REQUEST && icalproperty_get_method(method) != ICAL_METHOD_CANCEL) {
		return 1;
	}
	icalrestriction_check(calendar);
	icalcomponent_convert_errors(calendar);
	return icalcomponent_count_errors(calendar);
}

static void property_print(icalproperty *p)
{
	icalproperty_kind kind = icalproperty_isa(p);
	icalvalue *v = icalproperty_get_value(p);
	const char *name = icalproperty_get_property_name(p);
	// A text as it was before it was escaped; everything else as it stands.
	const char *value = icalvalue_isa(v) == ICAL_TEXT_VALUE ? icalvalue_get_text(v) :
		icalproperty_get_value_as_string(p);

	printf("%s=%s\x1f", name, kind == ICAL_NO_PROPERTY || value == NULL ? "" : value);
}

static void component_print(icalcomponent *c)
{
	for (icalproperty *p = icalcomponent_get_first_property(c, ICAL_ANY_PROPERTY); p != NULL;
		p = icalcomponent_get_next_property(c, ICAL_ANY_PROPERTY))
		property_print(p);
	printf("\x1e");
}

int main(void)
{
	char *text = malloc(CALENDAR_MOST + 1);
	size_t len = text == NULL ? 0 : fread(text, 1, CALENDAR_MOST, stdin);
	icalcomponent *calendar;

	if (text == NULL)
		return 70;
	text[len] = '\0';
	calendar = icalparser_parse_string(text);
	if (calendar == NULL || icalcomponent_isa(calendar) != ICAL_VCALENDAR_COMPONENT || wrong(calendar) != 0) {
		fprintf(stderr, "%s\n", calendar == NULL ? "no calendar" : icalcomponent_as_ical_string(calendar));
		return 1;
	}
	component_print(calendar);
	for (icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_ANY_COMPONENT); e != NULL;
		e = icalcomponent_get_next_component(calendar, ICAL_ANY_COMPONENT))
		component_print(e);
	icalcomponent_free(calendar);
	free(text);
	return 0;
}
