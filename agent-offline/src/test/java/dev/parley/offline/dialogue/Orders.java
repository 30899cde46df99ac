package dev.parley.offline.dialogue;

/** The dialogue of the order tests. */
final class Orders {
    static final Dialogue DIALOGUE = Dialogue.resource(Orders.class, "order/dialogue.conf");

    private Orders() {}
}
