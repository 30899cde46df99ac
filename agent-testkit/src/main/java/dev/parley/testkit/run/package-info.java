/**
 * Tests of agents by text: what a run brought about is looked at event by event, and a model judges what was said.
 *
 * <p>Start with {@link dev.parley.testkit.run.RunAssert#expect}; {@link dev.parley.testkit.run.MockTools} keeps tools from
 * their real effects, {@link dev.parley.testkit.run.Judge} reads what no comparison can.
 */
@NullMarked
package dev.parley.testkit.run;

import org.jspecify.annotations.NullMarked;
