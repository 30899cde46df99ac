/**
 * Load runs whose figures the documentation quotes.
 *
 * <p>Start with {@link dev.parley.bench.CallLoad}.
 */
@NullMarked
package dev.parley.bench;

import org.jspecify.annotations.NullMarked;
