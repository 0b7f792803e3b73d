# Brings together when each client left (`left STREAM NS`) and when the upstream noticed
# (`closed STREAM NS`, or `finished STREAM NS` when nobody told it). Nanoseconds since the start of the
# machine fit into a double for a hundred days exactly, and far longer to the microsecond.

$1 == "left" { left[$2] = $3 }
$1 == "closed" { closed[$2] = $3 }
$1 == "finished" { finished[$2] = $3 }

function sort(values, count,    i, j, value) {
    for (i = 2; i <= count; ++i) {
        value = values[i]
        for (j = i - 1; j >= 1 && values[j] > value; --j) values[j + 1] = values[j]
        values[j + 1] = value
    }
}

function quantile(share,    rank) {
    rank = int(share * count) + 1
    return count == 0 ? 0 : delays[rank > count ? count : rank]
}

END {
    for (stream in left) {
        if (stream in closed) {
            delays[++count] = (closed[stream] - left[stream]) / 1e6
        } else if (stream in finished) {
            ++unnoticed
        } else {
            ++unseen
        }
    }
    sort(delays, count)
    printf "closed %d\nunnoticed %d\nunseen %d\n", count, unnoticed, unseen
    printf "p50_ms %.4f\np99_ms %.4f\nmax_ms %.4f\n", quantile(0.50), quantile(0.99), quantile(1)
}
