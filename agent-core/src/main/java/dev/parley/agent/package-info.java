/**
 * Agents: who talks, with which instructions, tools and models.
 *
 * <p>Start with {@link dev.parley.agent.Agent}; what it delegates and waits for is an {@link dev.parley.agent.AgentTask}.
 */
@NullMarked
package dev.parley.agent;

import org.jspecify.annotations.NullMarked;
