package dev.sallyport.adapters.http;

/// What is wrong with one part of a request; never a value, nor a name, that the caller sent.
///
/// @param field the member or header, by the name that we know it by; `body` for all of it
/// @param reason one lower-case word such as `too_long`
public record FieldError(String field, String reason) {}
