/**
 * Hostile input for whatever reads bytes from a network: real messages, changed at random by a seed that a failure tells.
 *
 * <p>Start with {@link dev.parley.testkit.fuzz.Fuzzer}; {@link dev.parley.testkit.fuzz.Corpus} reads the messages.
 */
@NullMarked
package dev.parley.testkit.fuzz;

import org.jspecify.annotations.NullMarked;
