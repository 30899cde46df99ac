/**
 * Whole conversations, judged by models: whether a task was done, facts were right, tools used well, and the like.
 *
 * <p>Start with {@link dev.parley.testkit.eval.JudgeGroup} and the judges of {@link dev.parley.testkit.eval.Judges}; {@link
 * dev.parley.testkit.eval.Evaluator} is for rules of your own.
 */
@NullMarked
package dev.parley.testkit.eval;

import org.jspecify.annotations.NullMarked;
