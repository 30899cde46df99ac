package dev.parley.testkit.eval;

/** What a judge finds. */
public enum Verdict {
    PASS,
    FAIL,
    /** It can't be told. */
    MAYBE
}
