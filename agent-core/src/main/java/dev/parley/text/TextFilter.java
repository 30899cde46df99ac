package dev.parley.text;

/** A {@link TextTransform} at work on one text. Not thread-safe. */
public interface TextFilter {

    /** Takes more of the text; gives what of it is ready, which may be empty. */
    String accept(String piece);

    /** Ends the text; gives what is left. */
    String flush();

    /** Whether something was taken and not given yet, since what follows may change it. */
    boolean holdsBack();
}
