// SPDX-License-Identifier: GPL-3.0-or-later
// Limits and a filter of system calls (seccomp), without a library.
#include "files/fence.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/log.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

#if defined(__x86_64__)
#define ARCHITECTURE AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define ARCHITECTURE AUDIT_ARCH_AARCH64
#else
#define ARCHITECTURE 0		// another machine: limits only
#endif

// Memory (how much there is: qsort asks; mprotect: a thread's heap grows so), what is open already, the clock, the end.
static const int allowed[] = {
	SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_lseek, SYS_close, SYS_fstat, SYS_brk, SYS_mmap, SYS_munmap,
	SYS_mprotect, SYS_mremap, SYS_madvise, SYS_futex, SYS_getrandom, SYS_clock_gettime, SYS_sysinfo, SYS_rt_sigreturn,
	SYS_exit, SYS_exit_group,
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
};
// What looks for files by their names: none is there (the C library wants the time zone's, fontconfig its own).
static const int of_files[] = {
	SYS_openat, SYS_readlinkat, SYS_statx,
#ifdef SYS_open
	SYS_open, SYS_readlink, SYS_stat, SYS_lstat,
#endif
};
// May it be read? Said of everything: cairo asks of a font it has open.
static const int of_rights[] = {
	SYS_faccessat, SYS_faccessat2,
#ifdef SYS_access
	SYS_access,
#endif
};
// What a thread begins and ends with.
static const int of_threads[] = { SYS_rt_sigprocmask, SYS_set_robust_list, SYS_rseq };

enum { INSTRUCTIONS_MOST = 2 * (COUNT(allowed) + COUNT(of_files) + COUNT(of_rights) + COUNT(of_threads)) + 20 };

struct filter { struct sock_filter at[INSTRUCTIONS_MOST]; unsigned short n; };

static void put(struct filter *f, struct sock_filter one)
{
	f->at[f->n++] = one;
}

// What is to happen when the value looked at is that one.
static void when(struct filter *f, unsigned value, unsigned then)
{
	put(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, value, 0, 1));
	put(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, then));
}

static void limit(int what, rlim_t most)
{
	const struct rlimit both = { most, most };

	if (setrlimit(what, &both) != 0)
		log_warn("a limit of the fenced process cannot be set");
}

// A thread is made by clone, whose flags can be looked at; those of clone3, which is asked first, cannot. Names of threads
// are nobody's need.
static void threads_let(struct filter *f)
{
	for (unsigned i = 0; i < COUNT(of_threads); i++)
		when(f, (unsigned)of_threads[i], SECCOMP_RET_ALLOW);
	when(f, SYS_clone3, SECCOMP_RET_ERRNO | ENOSYS);
	when(f, SYS_prctl, SECCOMP_RET_ERRNO | 0);
	put(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 3));
	put(f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, args)));
	put(f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, CLONE_THREAD, 0, 1));
	put(f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW));
}

static void calls_filter(bool threads)
{
	struct filter f = { .n = 0 };
	struct sock_fprog whole = { .filter = f.at };

	put(&f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch)));
	put(&f, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0));
	put(&f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
	put(&f, (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)));
	for (unsigned i = 0; i < COUNT(allowed); i++)
		when(&f, (unsigned)allowed[i], SECCOMP_RET_ALLOW);
	for (unsigned i = 0; i < COUNT(of_files); i++)
		when(&f, (unsigned)of_files[i], SECCOMP_RET_ERRNO | ENOENT);
	for (unsigned i = 0; i < COUNT(of_rights); i++)
		when(&f, (unsigned)of_rights[i], SECCOMP_RET_ERRNO | 0);
	if (threads)
		threads_let(&f);
	put(&f, (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS));
	whole.len = f.n;
	// For every thread: a library may have started one.
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
		syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &whole) != 0)
		log_warn("system calls of the fenced process cannot be filtered");
}

void fence_limits(int seconds, int megabytes)
{
	limit(RLIMIT_CPU, (rlim_t)seconds);
	limit(RLIMIT_CORE, 0);
	if (!SANITIZED)
		limit(RLIMIT_AS, (rlim_t)megabytes << 20);
}

void fence_in(const struct fence *fence)
{
	fence_limits(fence->seconds, fence->megabytes);
	limit(RLIMIT_FSIZE, 0);
	if (!SANITIZED && ARCHITECTURE != 0)
		calls_filter(fence->threads);
}
