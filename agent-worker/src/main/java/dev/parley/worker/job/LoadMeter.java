package dev.parley.worker.job;

import java.util.function.DoubleSupplier;

/**
 * How busy the worker is, 0 to 1: the higher of calls against capacity and the CPU's average over the last five
 * samples. Sampled by one thread, read by any.
 */
public final class LoadMeter {
    private static final int SAMPLES = 5;

    private final JobSlots slots;
    private final DoubleSupplier cpu;
    private final double[] window = new double[SAMPLES];
    private int next;
    private volatile double cpuLoad;

    LoadMeter(JobSlots slots, DoubleSupplier cpu) {
        this.slots = slots;
        this.cpu = cpu;
    }

    /** A meter of this process's CPUs; in a container, of what the container may use. */
    public static LoadMeter ofThisMachine(JobSlots slots) {
        java.lang.management.OperatingSystemMXBean bean =
                java.lang.management.ManagementFactory.getOperatingSystemMXBean();
        if (bean instanceof com.sun.management.OperatingSystemMXBean machine) {
            return new LoadMeter(slots, machine::getCpuLoad);
        }
        return new LoadMeter(slots, () -> 0);
    }

    /** Takes a sample; what the system can't say (it reports a negative or no number then) changes nothing. */
    void sample() {
        double value = cpu.getAsDouble();
        if (!(value >= 0)) {
            return;
        }
        window[next] = Math.min(1, value);
        next = (next + 1) % SAMPLES;
        double sum = 0;
        for (double sample : window) {
            sum += sample;
        }
        cpuLoad = sum / SAMPLES;
    }

    public double cpuLoad() {
        return cpuLoad;
    }

    public double load() {
        return Math.max(cpuLoad, (double) slots.taken() / slots.capacity());
    }
}
