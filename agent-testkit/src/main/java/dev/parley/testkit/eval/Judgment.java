package dev.parley.testkit.eval;

/**
 * What a judge found of a conversation, and why.
 *
 * @param reasoning may quote what people said
 * @param criteria what was judged; empty if there was nothing to judge
 */
public record Judgment(Verdict verdict, String reasoning, String criteria) {

    /** By a rule that needs no words. */
    public Judgment(Verdict verdict, String reasoning) {
        this(verdict, reasoning, "");
    }

    /** Neither a failure nor a doubt. */
    public boolean passed() {
        return verdict == Verdict.PASS;
    }

    public boolean failed() {
        return verdict == Verdict.FAIL;
    }

    public boolean uncertain() {
        return verdict == Verdict.MAYBE;
    }
}
