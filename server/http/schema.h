// SPDX-License-Identifier: GPL-3.0-or-later
// Shapes and their fields as JSON Schema.
#ifndef HTTP_SCHEMA_H
#define HTTP_SCHEMA_H

#include "base/shape.h"

// Appends `,"key":"text"`.
void schema_member(struct text *out, const char *key, const char *value);

// Appends the schema of one field; an unknown value is null when `nullable`.
void schema_field(struct text *out, const struct field *, bool nullable);

// Appends `"name":{...}`: the shape as a named component.
void schema_shape(struct text *out, const struct shape *);

#endif
