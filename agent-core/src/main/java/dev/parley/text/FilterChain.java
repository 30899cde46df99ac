package dev.parley.text;

/** One filter behind another. */
final class FilterChain implements TextFilter {
    private final TextFilter first;
    private final TextFilter second;

    FilterChain(TextFilter first, TextFilter second) {
        this.first = first;
        this.second = second;
    }

    @Override
    public String accept(String piece) {
        return second.accept(first.accept(piece));
    }

    @Override
    public String flush() {
        return second.accept(first.flush()) + second.flush();
    }

    @Override
    public boolean holdsBack() {
        return first.holdsBack() || second.holdsBack();
    }
}
