// SPDX-License-Identifier: GPL-3.0-or-later
// demo_posts: the establishment of the demo world, the posts that the staff fill in order.
#ifndef DEMO_DEMO_POSTS_H
#define DEMO_DEMO_POSTS_H

#include "demo/demo_world.h"

struct post {
	int count; // people in such a post
	const char *category, *position;
	const char *before,
		*after; // units up to and after the merger; "": none; * is the commune, + its ward
	enum crowd crowd;
	unsigned flags; // of enum flag
	int since;	// the first day, when it is not to be drawn
};

struct post_list {
	const struct post *posts;
	int n;
};

// Fixed posts come once, the scenario's 40 first; the others once for each commune of their sort.
struct post_list posts_fixed(void);
struct post_list posts_of_commune(const struct commune *commune); // state bodies
struct post_list posts_of_trade(void);	     // schools, enterprises, associations
struct post_list posts_of_cooperative(void); // rural communes only
struct post_list posts_extra(void);	     // one each in turn, until there are enough staff

#endif
