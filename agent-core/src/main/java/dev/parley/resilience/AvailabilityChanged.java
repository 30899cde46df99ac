package dev.parley.resilience;

/**
 * A model of a group has failed, or answers again.
 *
 * @param model its name
 */
public record AvailabilityChanged(String model, boolean available) {}
