# SPDX-License-Identifier: GPL-3.0-or-later
# Turns a list of paths into an assembler file that carries their bytes, and the table over them.
BEGIN { print "// Made by server/base/embed.awk; do not edit.\n\t.section .rodata" }
NF {
	n++; path[n] = $1
	printf "path%d:\t.asciz \"%s\"\nfile%d:\t.incbin \"%s\"\nend%d:\t.byte 0\n", n, $1, n, $1, n
}
END {
	print "\t.section .data.rel.ro,\"aw\"\n\t.balign 8\n\t.globl embedded\nembedded:"
	for (i = 1; i <= n; i++) printf "\t.quad path%d, file%d, end%d - file%d\n", i, i, i, i
	print "\t.quad 0, 0, 0\n\t.section .note.GNU-stack,\"\",@progbits"
}
