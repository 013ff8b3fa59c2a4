// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses and lists of networks, as operators write them: "10.0.0.0/8 2001:db8::/32 192.0.2.7".
#ifndef BASE_NETWORK_H
#define BASE_NETWORK_H

#include <stdbool.h>
#include <stddef.h>

enum { ADDRESS_TEXT = 46 };		// an address as text and its NUL

// An IP address in network order; IPv4 stands in its last four bytes (RFC 4291, 2.5.5.2), so that one
// client is one address however it came.
struct address { unsigned char bytes[16]; };

// Reads the `len` bytes at `s`: an IPv4 address, or an IPv6 one without brackets. False: it is none.
bool address_read(const char *s, size_t len, struct address *out);

// The address as people write it.
void address_text(const struct address *, char out[ADDRESS_TEXT]);

// Is it on this machine (127.0.0.0/8, ::1)?
bool address_loopback(const struct address *);

// Makes it what stands for one client wherever clients are counted: of an IPv6 address the network of 64 bits that one has
// to oneself (RFC 6177), whose other half one may change at will; an IPv4 address stays.
void address_client(struct address *);

// Does the list, with blanks or commas between its addresses and networks, hold the address? What is
// neither in it holds nothing.
bool network_holds(const char *list, const struct address *);

// The first word of the list that is neither an address nor a network and its length, or NULL.
const char *network_wrong(const char *list, size_t *len);

#endif
