// SPDX-License-Identifier: GPL-3.0-or-later
// Limits and a filter of system calls (seccomp), without a library.
#include "files/fence.h"

#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

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

// Memory (how much there is: qsort asks), what is open already, the clock, the end.
static const int allowed[] = {
	SYS_read, SYS_write, SYS_readv, SYS_writev, SYS_lseek, SYS_close, SYS_fstat, SYS_brk, SYS_mmap, SYS_munmap,
	SYS_mremap, SYS_madvise, SYS_futex, SYS_getrandom, SYS_clock_gettime, SYS_sysinfo, SYS_rt_sigreturn, SYS_exit, SYS_exit_group,
#ifdef SYS_newfstatat
	SYS_newfstatat,
#endif
};

static void limit(int what, rlim_t most)
{
	const struct rlimit both = { most, most };

	if (setrlimit(what, &both) != 0)
		log_warn("a limit of the fenced process cannot be set");
}

static void calls_filter(void)
{
	struct sock_filter program[COUNT(allowed) + 8];
	const struct sock_fprog whole = { COUNT(program), program };
	unsigned n = 0;

	program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, arch));
	program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, ARCHITECTURE, 1, 0);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr));
	// Files are not there (the C library looks for the time zone's): no reason to end.
	program[n++] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 1);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOENT);
	for (unsigned i = 0; i < COUNT(allowed); i++, n++)
		program[n] = (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (unsigned)allowed[i],
			(unsigned char)(COUNT(allowed) - i), 0);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL_PROCESS);
	program[n++] = (struct sock_filter)BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &whole) != 0)
		log_warn("system calls of the fenced process cannot be filtered");
}

void fence_limits(int seconds, int megabytes)
{
	limit(RLIMIT_CPU, (rlim_t)seconds);
	limit(RLIMIT_CORE, 0);
	if (!SANITIZED)
		limit(RLIMIT_AS, (rlim_t)megabytes << 20);
}

void fence_in(int seconds, int megabytes)
{
	fence_limits(seconds, megabytes);
	limit(RLIMIT_FSIZE, 0);
	if (!SANITIZED && ARCHITECTURE != 0)
		calls_filter();
}
