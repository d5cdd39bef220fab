# usage: watcher.sh DIR TEMPLATE IDLE POSTGRES ARG...
# Standard input is the named pipe that users of the server hold open; standard output and error are its log.
# Copies TEMPLATE to DIR/data, runs POSTGRES on it while there are users and for IDLE tenths of a second after
# the last one, then stops it and removes DIR.
# A user writes a word to the pipe and finds the file DIR/joined-WORD: from then on it counts.
dir=$1 template=$2 idle=$3
shift 3
exec 3<&0
trap '' HUP
cd / || exit 1

cp -a --reflink=auto "$template" "$dir/data" 2>/dev/null ||
	{ rm -rf "$dir/data" && cp -Rp "$template" "$dir/data"; } ||
	{ rm -rf "$dir"; exit 1; }

"$@" </dev/null 3<&- &
server=$!

(
	left=$idle
	while :; do
		if read -r word; then
			left=$idle
			: >"$dir/joined-$word"
		elif [ "$left" -gt 0 ]; then
			left=$((left - 1))
			sleep 0.1
		else
			break
		fi
	done
	tries=0
	while kill -INT "$server" 2>/dev/null; do
		tries=$((tries + 1))
		[ "$tries" -lt 100 ] || kill -QUIT "$server" 2>/dev/null
		sleep 0.1
	done
) <&3 &
reader=$!

exec 3<&-
wait "$server"
kill "$reader" 2>/dev/null
rm -rf "$dir"
