package dev.sallyport.application.account;

import dev.sallyport.application.port.SecretGenerator;
import dev.sallyport.domain.password.Password;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// A password that the system made: 128 random bits as 22 characters, worth something for 24 hours
/// and to be changed at the first login (OWASP ASVS 5.0, 6.4.1).
public record TemporaryPassword(Password password, Instant until) {

  private static final int RANDOM_BYTES = 16;
  private static final Duration LIFE = Duration.ofHours(24);

  static TemporaryPassword create(SecretGenerator secrets, Instant now) {
    String text =
        Base64.getUrlEncoder().withoutPadding().encodeToString(secrets.bytes(RANDOM_BYTES));
    return new TemporaryPassword(new Password(text), now.plus(LIFE));
  }
}
