package io.github.asyncmysql.documentation;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;

/** The application that the manual adds async-mysql to. Thread-safe. */
@EnableAutoConfiguration
@Import({UserController.class, FoundController.class, UserService.class})
class UsersApplication {}
