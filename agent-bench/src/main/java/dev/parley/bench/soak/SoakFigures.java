package dev.parley.bench.soak;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a long run has shown; its text is a table.
 *
 * @param work what was done, in one line
 * @param done how much of it
 * @param readings by when they were taken, in order; the first is the one to compare with
 * @param left what was there after the run and not before it, once it had time to go
 */
public record SoakFigures(String work, long done, Map<String, Reading> readings, Leftovers left) {
    private static final int SHOWN = 20;

    /**
     * What ought to be zero.
     *
     * @param actors session actors that still live
     * @param threads more than before, but for those of pools
     * @param handles more open files and sockets
     * @param objects classes whose instances grew with the work, and by how many
     */
    public record Leftovers(int actors, int threads, int handles, Map<String, Long> objects) {
        static final Leftovers NOTHING = new Leftovers(0, 0, 0, Map.of());

        /** Whether all is gone. */
        public boolean isNothing() {
            return equals(NOTHING);
        }
    }

    public SoakFigures {
        readings = new LinkedHashMap<>(readings);
    }

    /** MiB of heap that the last reading has above the lowest of all. */
    public double heapGrowth() {
        return last().heap()
                - readings.values().stream().mapToDouble(Reading::heap).min().orElse(0);
    }

    /** MiB outside of the heap that the last reading has above the first. */
    public double nativeGrowth() {
        return last().nativeMemory() - readings.values().iterator().next().nativeMemory();
    }

    private Reading last() {
        return readings.values().stream().reduce((former, latter) -> latter).orElseThrow();
    }

    @Override
    public String toString() {
        return work + "\n" + Reading.titles() + "\n"
                + readings.entrySet().stream()
                        .map(reading -> reading.getValue().row(reading.getKey()))
                        .collect(Collectors.joining("\n"))
                + "\nleft over: actors " + left.actors() + ", threads " + left.threads() + ", handles "
                + left.handles() + ", classes that grew " + left.objects().size() + " "
                + left.objects().entrySet().stream().limit(SHOWN).toList();
    }
}
