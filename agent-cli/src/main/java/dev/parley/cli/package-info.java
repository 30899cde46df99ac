/**
 * The commands of {@code agent-cli}.
 *
 * <p>Start with {@link dev.parley.cli.AgentCli}.
 */
@NullMarked
package dev.parley.cli;

import org.jspecify.annotations.NullMarked;
