package dev.parley.rtc.sctp;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.TreeMap;

/**
 * Fragments of messages that are not whole yet (RFC 9260 §6.9), kept as runs without a gap: the next one of a long message
 * costs no more than that of a short one, whatever their order.
 */
final class Reassembly {
    private final TreeMap<Long, Run> runs = new TreeMap<>();

    /** Neighbours of one message. */
    static final class Run {
        private final Deque<Fragment> parts = new ArrayDeque<>();
        private long first;
        private long last;
        private int bytes;

        private Run(long tsn, Fragment fragment) {
            first = tsn;
            last = tsn;
            bytes = fragment.data().length;
            parts.add(fragment);
        }

        int bytes() {
            return bytes;
        }

        int count() {
            return parts.size();
        }

        Fragment head() {
            return parts.getFirst();
        }

        boolean isWhole() {
            return parts.getFirst().begins() && parts.getLast().ends();
        }

        byte[] data() {
            byte[] data = new byte[bytes];
            int at = 0;
            for (Fragment part : parts) {
                System.arraycopy(part.data(), 0, data, at, part.data().length);
                at += part.data().length;
            }
            return data;
        }

        private boolean goesOnWith(Run next) {
            Fragment end = parts.getLast();
            Fragment start = next.parts.getFirst();
            return last + 1 == next.first && !end.ends() && !start.begins() && end.fits(start);
        }

        /** Both as one; the shorter is moved to the longer. */
        private Run with(Run next) {
            Run longer = parts.size() >= next.parts.size() ? this : next;
            if (longer == this) {
                parts.addAll(next.parts);
            } else {
                parts.descendingIterator().forEachRemaining(next.parts::addFirst);
            }
            long begin = first;
            long end = next.last;
            int sum = bytes + next.bytes;
            longer.first = begin;
            longer.last = end;
            longer.bytes = sum;
            return longer;
        }

        private void dropFirst() {
            bytes -= parts.removeFirst().data().length;
            first++;
        }
    }

    /** Adds a fragment that is not there yet; returns the run that it belongs to now. */
    Run add(long tsn, Fragment fragment) {
        Run run = new Run(tsn, fragment);
        Map.Entry<Long, Run> before = runs.lowerEntry(tsn);
        if (before != null && before.getValue().goesOnWith(run)) {
            run = before.getValue().with(run);
        }
        Run after = runs.get(tsn + 1);
        if (after != null && run.goesOnWith(after)) {
            runs.remove(tsn + 1);
            run = run.with(after);
        }
        runs.put(run.first, run);
        return run;
    }

    /** Gives a run away. */
    void take(Run run) {
        runs.remove(run.first);
    }

    /**
     * Forgets what will never be whole.
     *
     * @param overhead counted for each fragment
     * @return bytes that this has freed
     */
    int dropUpTo(long tsn, int overhead) {
        int freed = 0;
        while (!runs.isEmpty() && runs.firstKey() <= tsn) {
            Run run = runs.pollFirstEntry().getValue();
            int before = run.bytes + overhead * run.count();
            while (run.count() > 0 && run.first <= tsn) {
                run.dropFirst();
            }
            if (run.count() > 0) {
                runs.put(run.first, run);
            }
            freed += before - run.bytes - overhead * run.count();
        }
        return freed;
    }
}
