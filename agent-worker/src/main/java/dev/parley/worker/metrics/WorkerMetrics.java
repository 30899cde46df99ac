package dev.parley.worker.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.function.ToDoubleFunction;

/** The worker's meters. Thread-safe. */
public final class WorkerMetrics implements AutoCloseable {
    /** Media type of {@link #scrape}. */
    public static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4";

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

    public WorkerMetrics() {
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ClassLoaderMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    /** The counter of this metric with these tags, as key and value in turn. */
    public Counter counter(WorkerMetric metric, String... tags) {
        return Counter.builder(metric.metricName())
                .description(metric.description())
                .tags(tags)
                .register(registry);
    }

    /** A timer with the percentiles 0.5, 0.9 and 0.99. */
    public Timer timer(WorkerMetric metric, String... tags) {
        return Timer.builder(metric.metricName())
                .description(metric.description())
                .tags(tags)
                .publishPercentiles(0.5, 0.9, 0.99)
                .register(registry);
    }

    /** Reads the gauge from its source at each scrape; the source lives as long as these metrics. */
    public <T> void gauge(WorkerMetric metric, T source, ToDoubleFunction<T> value) {
        Gauge.builder(metric.metricName(), source, value)
                .description(metric.description())
                .strongReference(true)
                .register(registry);
    }

    /** All meters in Prometheus's text format. */
    public String scrape() {
        return registry.scrape();
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }
}
