/**
 * Agents: who talks, with which instructions, tools and models.
 *
 * <p>Start with {@link dev.parley.agent.Agent}.
 */
@NullMarked
package dev.parley.agent;

import org.jspecify.annotations.NullMarked;
