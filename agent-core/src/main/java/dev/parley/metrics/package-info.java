/**
 * What models cost and how long they take, as LiveKit Agents measures it.
 *
 * <p>Start with {@link dev.parley.metrics.AgentMetrics}, one measurement each, and {@link dev.parley.metrics.SessionUsage},
 * their sum.
 */
@NullMarked
package dev.parley.metrics;

import org.jspecify.annotations.NullMarked;
