#!/usr/bin/env bash
# The short calls of rusqlite and Crocus in builds that differ in nothing but where the linker puts the
# functions, and the means over all of them: `./layouts.sh [builds]`.
#
# The code that one such call runs through is as large as the processor's cache for instructions. Which
# parts of it displace each other is decided by the linker, for by hand as for Crocus.
set -euo pipefail
cd "$(dirname "$0")"

builds=${1:-10}
works=("insert 1 row" "get one row by key" "update one column by key" "delete one row by key" "transaction: get, change, commit")

for build in $(seq 1 "$builds"); do
  echo "build $build of $builds" >&2
  cargo rustc --quiet --release -p side-by-side --no-default-features -- \
    -C link-arg=-Wl,--shuffle-sections='.text*'="$build"
  for work in "${works[@]}"; do
    target/release/side-by-side --quick "$work" 2> /dev/null | grep "^| $work"
  done
  # The same calls beside the least library; it is asked for by the first words of their names.
  target/release/side-by-side --quick floor 2> /dev/null | grep -E "^\| (insert|update|delete)" | sed 's/^| /| floor: /'
done | awk -F ' *\\| *' '
  /^\| floor: / { sub("floor: ", "", $2); floors[$2]++; floor[$2] += $5; beside[$2] += $7; next }
  { ratio = $4; count[$2]++; sum[$2] += ratio
    if (count[$2] == 1) { order[++works] = $2; least[$2] = most[$2] = ratio }
    if (ratio < least[$2]) least[$2] = ratio
    if (ratio > most[$2]) most[$2] = ratio }
  END {
    print "| one row | Crocus, mean | least | most |"
    print "|---|---|---|---|"
    for (i = 1; i <= works; i++) {
      work = order[i]
      printf "| %s | %.2f | %.2f | %.2f |\n", work, sum[work] / count[work], least[work], most[work]
    }
    print "\n| one row | the least library, mean | Crocus beside it, mean |"
    print "|---|---|---|"
    for (work in floors) printf "| %s | %.2f | %.2f |\n", work, floor[work] / floors[work], beside[work] / floors[work]
  }'
