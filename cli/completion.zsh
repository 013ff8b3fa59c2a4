#compdef hocvu
# SPDX-License-Identifier: GPL-3.0-or-later
# hocvu in zsh. The tables are made of the table of commands: see cli/completion.c.

# The rows of table $1 whose first part is $2, as reply=(first second third).
_hocvu_row() {
	local row
	for row in ${(f)1}; do
		reply=("${(@s:	:)row}")
		[[ $reply[1] == "$2" ]] && return 0
	done
	reply=()
	return 1
}

# Adds to `specs` what _arguments wants for the tokens $@.
_hocvu_specs() {
	local token values says action
	for token; do
		_hocvu_row $_hocvu_terms ${token%...}
		says=${${reply[2]//:/\\:}//\]/\\]}
		values=$reply[3]
		action=${values:+"(${values//:/\\:})"}
		case $token in
		--*=*) specs+=("${token%%=*}=[$says]:${${token#*=}//:/\\:}:${action:- }") ;;
		--*) specs+=("${token}[$says]") ;;
		*=*...) specs+=("*:$says:{ compset -P '*=' && compadd -- $values || _message '${token%...}' }") ;;
		*...) specs+=("*:$says:${action:- }") ;;
		*) specs+=("::$says:${action:- }") ;;
		esac
	done
}

# The words that follow $1 in the commands ("": their first), with what they do.
_hocvu_next() {
	local row name
	local -a next
	local -A verbs
	for row in ${(f)_hocvu_commands}; do
		reply=("${(@s:	:)row}")
		name=$reply[1]
		[[ -n $1 && $name != "$1 "* ]] && continue
		[[ -n $1 ]] && name=${name#* }
		if [[ $name == *\ * ]]; then
			verbs[${name%% *}]+=" ${name#* }"
		else
			next+=("$name:${reply[2]//:/\\:}")
		fi
	done
	for name in ${(k)verbs}; do
		next+=("$name:${verbs[$name]# }")
	done
	_describe -t commands hocvu next
}

# Completes what stands behind $1, the words of a command that are there ("": none yet).
_hocvu_behind() {
	local curcontext=$curcontext context state state_descr line name
	local -a specs reply
	local -A opt_args
	if _hocvu_row $_hocvu_commands "$1"; then
		_hocvu_specs ${=reply[3]} ${=_hocvu_flags}
		_arguments $specs
		return
	fi
	_hocvu_specs ${=_hocvu_flags}
	_arguments -C $specs '1: :->word' '*:: :->rest' && return
	case $state in
	word) _hocvu_next "$1" ;;
	rest)
		name=$line[1]
		[[ -z $1 && $name == help ]] && name=
		_hocvu_behind "${1:+$1 }$name"
		;;
	esac
}

_hocvu() {
	_hocvu_behind ''
}

if [[ $funcstack[1] == _hocvu ]]; then
	_hocvu "$@"
else
	compdef _hocvu hocvu
fi
