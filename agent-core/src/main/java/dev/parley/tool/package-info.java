/**
 * Tools: what an agent can do beside talking.
 *
 * <p>Start with {@link dev.parley.tool.Tool} (methods as tools) and {@link dev.parley.tool.FunctionTool}; {@link
 * dev.parley.tool.RunContext} is what a running tool knows of its call.
 */
@NullMarked
package dev.parley.tool;

import org.jspecify.annotations.NullMarked;
