package dev.sallyport.adapters.http;

import dev.sallyport.application.limit.LimitRequests;
import dev.sallyport.domain.throttle.LimitName;
import java.util.Optional;

/// What is limited per client address, before anything is done for a request.
record AddressLimits(LimitRequests limitRequests) {

  /// Counts a request; empty if it may go on.
  Optional<Answer> refusalOf(LimitName limit, Exchange exchange) {
    return limitRequests.perAddress(limit, exchange.caller()).map(Answer::limited);
  }

  /// This handler, behind a limit.
  Route.Handler before(LimitName limit, Route.Handler handler) {
    return exchange -> refusalOf(limit, exchange).orElseGet(() -> handler.handle(exchange));
  }
}
