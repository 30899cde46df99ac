/**
 * Turns the name of an agent, a class or a source file, into what runs per call, and does so again when code changes.
 *
 * <p>Start with {@link dev.parley.cli.agent.AgentLoader} and {@link dev.parley.cli.agent.ReloadableEntryPoint}.
 */
@NullMarked
package dev.parley.cli.agent;

import org.jspecify.annotations.NullMarked;
