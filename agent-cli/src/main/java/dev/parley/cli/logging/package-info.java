/**
 * How the command line logs: for people, or as JSON lines.
 *
 * <p>Start with {@link dev.parley.cli.logging.LogSetup}.
 */
@NullMarked
package dev.parley.cli.logging;

import org.jspecify.annotations.NullMarked;
