package dev.sallyport.domain.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RolesTest {

  private static List<Role> numbered(int count) {
    return IntStream.range(0, count).mapToObj(i -> new Role("role-" + i)).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "admin", "orders:read", "a.b_c-d:e", "0-"})
  void a_role_is_a_short_lower_case_word(String text) {
    assertThat(Role.parse(text)).contains(new Role(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ADMIN",
        "Admin",
        "a b",
        " a",
        "a ",
        "-a",
        ":a",
        ".a",
        "_a",
        "a\n",
        "a,b",
        "\u00e4",
        "\u0430dmin",
        "a\u0000",
        "a/b",
        "\"a\"",
      })
  @Tag("N-11")
  @Tag("ASVS-2.2.1")
  void everything_else_is_none(String text) {
    assertThat(Role.parse(text)).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Role(text));
  }

  @Test
  @Tag("N-11")
  void a_role_has_at_most_64_characters() {
    assertThat(Role.parse("a".repeat(64))).isPresent();
    assertThat(Role.parse("a".repeat(65))).isEmpty();
  }

  @Test
  @Tag("N-11")
  @Tag("ASVS-2.3.2")
  void a_user_has_at_most_32_roles() {
    assertThat(Roles.of(numbered(32))).isPresent();
    assertThat(Roles.of(numbered(33))).isEmpty();
    assertThatIllegalArgumentException().isThrownBy(() -> new Roles(numbered(33)));
  }

  @Test
  void the_longest_roles_of_a_user_are_2_kib_together() {
    List<Role> longest =
        IntStream.range(0, 32)
            .mapToObj(i -> new Role("%02d".formatted(i) + "a".repeat(62)))
            .toList();

    assertThat(String.join("", Roles.of(longest).orElseThrow().texts())).hasSize(2048);
    assertThat(Roles.MAX_CHARACTERS).isEqualTo(2048);
  }

  @Test
  void roles_are_sorted_and_come_once() {
    var roles = new Roles(List.of(new Role("b"), new Role("a"), new Role("b")));

    assertThat(roles.texts()).containsExactly("a", "b");
    assertThat(roles).isEqualTo(new Roles(List.of(new Role("a"), new Role("b"))));
    assertThat(roles.contains(new Role("a"))).isTrue();
    assertThat(roles.contains(new Role("c"))).isFalse();
  }

  @Test
  void one_role_many_times_is_one() {
    List<Role> same = IntStream.range(0, 40).mapToObj(_ -> new Role("a")).toList();

    assertThat(Roles.of(same).orElseThrow().texts()).containsExactly("a");
  }

  @Test
  void there_may_be_none() {
    assertThat(Roles.of(List.of())).contains(Roles.NONE);
    assertThat(Roles.NONE.texts()).isEmpty();
  }
}
