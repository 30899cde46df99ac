/**
 * What the command line is told by flags, a file and the environment, as one checked configuration.
 *
 * <p>Start with {@link dev.parley.cli.settings.Settings}.
 */
@NullMarked
package dev.parley.cli.settings;

import org.jspecify.annotations.NullMarked;
