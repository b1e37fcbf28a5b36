package dev.sallyport.adapters.http;

import java.util.List;
import java.util.Set;

/// The pages that may use the cookies of a session.
///
/// @param own the origins of this server
/// @param allowed those of others that the operator trusts
record Origins(Set<String> own, Set<String> allowed) {

  /// Whether a request may come from where the browser says it does (contract, section 4,
  /// "Origin"). What is not a browser says nothing, and brings no cookies that it was not given.
  ///
  /// @param origin the lines of `Origin` (RFC 6454, section 7)
  /// @param fetchSite the lines of `Sec-Fetch-Site` (W3C Fetch Metadata)
  boolean mayCall(List<String> origin, List<String> fetchSite) {
    if (origin.size() > 1 || fetchSite.size() > 1) {
      return false;
    }
    boolean fromAllowed = origin.stream().anyMatch(allowed::contains);
    boolean fromKnown = origin.stream().allMatch(o -> own.contains(o) || allowed.contains(o));
    return fromKnown
        && fetchSite.stream()
            .allMatch(
                // SameSite does not protect from another port of the same host, so "same-site"
                // alone
                // proves nothing.
                site -> site.equals("same-origin") || (site.equals("same-site") && fromAllowed));
  }
}
