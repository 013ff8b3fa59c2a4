// SPDX-License-Identifier: GPL-3.0-or-later
// SMTP by libcurl. The only file here that includes curl.h.
#include "mail/send.h"

#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"

enum { CONNECT_SECONDS = 15, MAIL_SECONDS = 45, EXIT_SOFTWARE = 70, SAID_MOST = 250 };

struct sender {
	CURL *curl;
	const struct smtp_server *server;
	struct curl_slist *to;
	char command[5];		// the last one sent: "RCPT"
	char said[SMTP_LINE_MOST];	// the last answer
	bool leaving;			// what is said now is good-bye
	const struct smtp_mail *mail;
	size_t at;			// of its bytes, how many were read
};

static size_t mail_read(char *into, size_t size, size_t n, void *ctx)
{
	struct sender *s = ctx;
	size_t left = s->mail->len - s->at, len = size * n < left ? size * n : left;

	memcpy(into, s->mail->bytes + s->at, len);
	s->at += len;
	return len;
}

static bool address_part(char c)
{
	return (unsigned char)c > ' ' && (unsigned char)c < 0x7f && strchr("<>()[],;:\"'", c) == NULL;
}

// Answers often repeat the address: words with an @ in them are left out.
static void said_keep(struct sender *s, const char *line, size_t len)
{
	size_t n = 0;

	for (size_t i = 0; i < len && n < SAID_MOST; ) {
		size_t word = 0;

		while (i + word < len && address_part(line[i + word]))
			word++;
		if (memchr(line + i, '@', word) == NULL)
			for (size_t k = 0; k < word && n < SAID_MOST; k++)
				s->said[n++] = line[i + k];
		i += word;
		for (; i < len && !address_part(line[i]) && n < SAID_MOST; i++)
			if ((unsigned char)line[i] >= ' ' && (unsigned char)line[i] < 0x7f)
				s->said[n++] = line[i];
			else if (line[i] != '\r' && line[i] != '\n')
				s->said[n++] = '?';
	}
	s->said[n] = '\0';
}

// The conversation as it goes, for the sake of its last command and answer; the mail itself is not in it.
static int talk_hear(CURL *curl, curl_infotype what, char *line, size_t len, void *ctx)
{
	struct sender *s = ctx;

	(void)curl;
	s->leaving = s->leaving || (what == CURLINFO_HEADER_OUT && len >= 4 && memcmp(line, "QUIT", 4) == 0);
	if (s->leaving)
		return 0;
	if (what == CURLINFO_HEADER_OUT && len >= sizeof s->command - 1)
		memcpy(s->command, line, sizeof s->command - 1);
	else if (what == CURLINFO_HEADER_IN && len > 4)
		said_keep(s, line + 4, len - 4);
	return 0;
}

static void option_set(CURLcode result)
{
	if (result != CURLE_OK)
		fatal(EXIT_SOFTWARE, "libcurl lacks something: %s", curl_easy_strerror(result));
}

struct sender *sender_new(const struct smtp_server *server)
{
	struct sender *s = calloc(1, sizeof *s);
	const bool plain = strcmp(server->tls, "none") == 0;

	if (s == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK || (s->curl = curl_easy_init()) == NULL)
		fatal(EXIT_SOFTWARE, "libcurl cannot start");
	s->server = server;
	option_set(curl_easy_setopt(s->curl, CURLOPT_URL, server->url));
	option_set(curl_easy_setopt(s->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps"));
	option_set(curl_easy_setopt(s->curl, CURLOPT_PROXY, ""));
	option_set(curl_easy_setopt(s->curl, CURLOPT_NOSIGNAL, 1L));
	option_set(curl_easy_setopt(s->curl, CURLOPT_USE_SSL, plain ? (long)CURLUSESSL_NONE : (long)CURLUSESSL_ALL));
	option_set(curl_easy_setopt(s->curl, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2));
	if (*server->ca_file != '\0')
		option_set(curl_easy_setopt(s->curl, CURLOPT_CAINFO, server->ca_file));
	if (*server->user != '\0') {
		option_set(curl_easy_setopt(s->curl, CURLOPT_USERNAME, server->user));
		option_set(curl_easy_setopt(s->curl, CURLOPT_PASSWORD, server->password));
	}
	option_set(curl_easy_setopt(s->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS));
	option_set(curl_easy_setopt(s->curl, CURLOPT_TIMEOUT, (long)MAIL_SECONDS));
	option_set(curl_easy_setopt(s->curl, CURLOPT_UPLOAD, 1L));
	option_set(curl_easy_setopt(s->curl, CURLOPT_READFUNCTION, mail_read));
	option_set(curl_easy_setopt(s->curl, CURLOPT_READDATA, s));
	option_set(curl_easy_setopt(s->curl, CURLOPT_VERBOSE, 1L));
	option_set(curl_easy_setopt(s->curl, CURLOPT_DEBUGFUNCTION, talk_hear));
	option_set(curl_easy_setopt(s->curl, CURLOPT_DEBUGDATA, s));
	return s;
}

void sender_drop(struct sender *s)
{
	curl_easy_cleanup(s->curl);
	curl_slist_free_all(s->to);
	curl_global_cleanup();
	free(s);
}

// Only an answer to RCPT, to DATA or to the text is about the mail; what came before is about the server and us.
static enum smtp_outcome outcome_of(const struct sender *s, CURLcode result, long code)
{
	const bool about = s->at > 0 || strcmp(s->command, "RCPT") == 0 || strcmp(s->command, "DATA") == 0;

	if (result == CURLE_OK)
		return SMTP_SENT;
	if (about && code >= 500 && code < 600)
		return SMTP_REFUSED;
	return about ? SMTP_LATER : SMTP_AWAY;
}

enum smtp_outcome sender_send(struct sender *s, const struct smtp_mail *m, long *code, char said[SMTP_LINE_MOST])
{
	struct curl_slist *to = curl_slist_append(NULL, m->to);
	CURLcode result;

	if (to == NULL)
		fatal(EXIT_SOFTWARE, "out of memory");
	option_set(curl_easy_setopt(s->curl, CURLOPT_MAIL_FROM, m->from));
	option_set(curl_easy_setopt(s->curl, CURLOPT_MAIL_RCPT, to));
	curl_slist_free_all(s->to);
	s->to = to;
	s->mail = m;
	s->at = 0;
	s->said[0] = s->command[0] = '\0';
	s->leaving = false;
	result = curl_easy_perform(s->curl);
	*code = 0;
	if (curl_easy_getinfo(s->curl, CURLINFO_RESPONSE_CODE, code) != CURLE_OK || *code < 100 || *code > 999)
		*code = 0;
	// An answer that lets us go on, and then an end: the connection broke, and that is the reason.
	if (result != CURLE_OK && *code < 400) {
		*code = 0;
		said_keep(s, curl_easy_strerror(result), strlen(curl_easy_strerror(result)));
	}
	strncpy(said, s->said, SMTP_LINE_MOST - 1);
	said[SMTP_LINE_MOST - 1] = '\0';
	return outcome_of(s, result, *code);
}
