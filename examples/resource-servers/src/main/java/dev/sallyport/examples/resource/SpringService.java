package dev.sallyport.examples.resource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// A Spring Boot service with one route, which needs the role `reader`. All that it knows of
/// Sallyport is in its properties.
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(SpringService.Notes.class)
public class SpringService {

  @Bean
  SecurityFilterChain routes(HttpSecurity http) {
    return http.authorizeHttpRequests(
            routes -> routes.requestMatchers("/notes").hasRole("reader").anyRequest().denyAll())
        .oauth2ResourceServer(server -> server.jwt(Customizer.withDefaults()))
        .build();
  }

  /// The notes.
  @RestController
  static class Notes {

    @GetMapping("/notes")
    String notes() {
      return "one note";
    }
  }
}
