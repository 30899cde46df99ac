/**
 * Connections to providers that are kept between uses.
 *
 * <p>Start with {@link dev.parley.realtime.pool.ConnectionPool}.
 */
@NullMarked
package dev.parley.realtime.pool;

import org.jspecify.annotations.NullMarked;
