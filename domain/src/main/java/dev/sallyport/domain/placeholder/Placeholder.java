package dev.sallyport.domain.placeholder;

/// Stands here until the first real class of this module does.
///
/// @param name how it is called
public record Placeholder(String name) {}
