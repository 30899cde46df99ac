/**
 * A sample: a voice agent that takes phone orders.
 *
 * <p>Start with {@link dev.parley.samples.orderdesk.OrderDesk}, what runs for each call, and {@link
 * dev.parley.samples.orderdesk.OrderTools}, what the agent can do.
 */
@NullMarked
package dev.parley.samples.orderdesk;

import org.jspecify.annotations.NullMarked;
