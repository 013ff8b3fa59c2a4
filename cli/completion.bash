# SPDX-License-Identifier: GPL-3.0-or-later
# hocvu in bash. The tables are made of the table of commands: see cli/completion.c.

# Sets REPLY to the part behind the second tab in the row of table $1 that begins with $2; fails without one.
_hocvu_row() {
	local key rest
	while IFS=$'\t' read -r key _ rest; do
		if [[ -n $key && $key == "$2" ]]; then
			REPLY=$rest
			return 0
		fi
	done <<< "$1"
	return 1
}

# Sets REPLY to the next words of commands that begin with $1 ("": their first); fails when there are none.
_hocvu_next() {
	local key rest
	REPLY=' '
	while IFS=$'\t' read -r key rest; do
		[[ -n $key && -z $1 && $REPLY != *" ${key%% *} "* ]] && REPLY+="${key%% *} "
		[[ -n $1 && $key == "$1 "* ]] && REPLY+="${key#* } "
	done <<< "$_hocvu_commands"
	[[ $REPLY != ' ' ]]
}

# Sets REPLY to the token of $2... that is the option $1 with a value; fails when it takes none.
_hocvu_option() {
	local name=$1 token
	shift
	for token; do
		if [[ $token == "$name="* ]]; then
			REPLY=$token
			return 0
		fi
	done
	return 1
}

# Sets REPLY to the token of $2... for the word number $1, counted from 0; fails behind the last one.
_hocvu_word() {
	local at=$1 token
	shift
	for token; do
		[[ $token == --* ]] && continue
		if [[ $token == *... || $at -eq 0 ]]; then
			REPLY=${token%...}
			return 0
		fi
		at=$((at - 1))
	done
	return 1
}

# Sets REPLY to the options of $2... that do not stand in $1 yet; fails when there are none.
_hocvu_options() {
	local said=" $1 " token
	shift
	REPLY=
	for token; do
		[[ $token == --* && $said != *" ${token%%=*} "* ]] && REPLY+=" ${token%%=*}"
	done
	[[ -n $REPLY ]]
}

_hocvu() {
	local words=() word i cur list name='' tokens='' known='' waits='' at=0 REPLY
	# readline parts --state=open and an=late at the sign; a word behind a space is another one
	for ((i = 1; i <= COMP_CWORD; i++)); do
		word=${COMP_WORDS[i]}
		if [[ ${#words[@]} -gt 0 && ($word == = || (-n $word && ${COMP_WORDS[i - 1]} == =)) ]]; then
			words[${#words[@]} - 1]+=$word
		else
			words+=("$word")
		fi
	done
	cur=${words[${#words[@]} - 1]}
	tokens=$_hocvu_flags
	for ((i = 0; i < ${#words[@]} - 1; i++)); do
		word=${words[i]}
		# The tokens are words without spaces and signs a shell knows.
		# shellcheck disable=SC2086
		if [[ -n $waits ]]; then
			waits=
		elif [[ $word == -?* ]]; then
			[[ $word != *=* ]] && _hocvu_option "$word" $tokens && waits=$REPLY
		elif [[ -n $known ]]; then
			at=$((at + 1))
		elif [[ $word != help || -n $name ]]; then
			name=${name:+$name }$word
			_hocvu_row "$_hocvu_commands" "$name" && known=1 && tokens="$REPLY $_hocvu_flags"
		fi
	done
	list=
	# shellcheck disable=SC2086
	if [[ -n $waits ]]; then
		_hocvu_row "$_hocvu_terms" "$waits" && list=$REPLY
	elif [[ $cur == --*=* ]]; then
		_hocvu_option "${cur%%=*}" $tokens && _hocvu_row "$_hocvu_terms" "$REPLY" && list=$REPLY
	elif [[ $cur == -* ]]; then
		_hocvu_options "${words[*]:0:${#words[@]}-1}" $tokens && list=$REPLY
	elif [[ -z $known ]]; then
		_hocvu_next "$name" && list=$REPLY
	elif _hocvu_word "$at" $tokens && { [[ $REPLY != *=* || $cur == *=* ]]; }; then
		_hocvu_row "$_hocvu_terms" "$REPLY" && list=$REPLY
	fi
	# What stands in front of the sign is none of readline's business, unless it was told so.
	word=
	if [[ -z $waits && $cur == *=* ]]; then
		[[ $COMP_WORDBREAKS == *=* ]] || word=${cur%%=*}=
		cur=${cur#*=}
	fi
	COMPREPLY=()
	while IFS= read -r name; do
		[[ -n $name ]] && COMPREPLY+=("$name")
	done < <(compgen -P "$word" -W "$list" -- "$cur")
	[[ ${COMPREPLY[0]-} == *: ]] && compopt -o nospace 2> /dev/null		# course:CODE goes on
	return 0
}

complete -F _hocvu hocvu
