package io.github.asyncmysql.spring.aot;

import io.github.asyncmysql.TypeReference;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.ParameterizedType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.util.ClassUtils;

/**
 * Reads the compiled code of a class, of its superclasses and of the classes within it, and finds the types that are named
 * where a method of this project takes one: a class literal, or a reference to a type with type arguments.
 *
 * <p>What a method names without passing it on is found with what it passes on: too many types cost a few bytes of an image,
 * a missing one costs an exception. What reaches the call through a variable of another method is not found.
 *
 * <p>Confined to one search.
 */
final class MappedTypes extends ClassVisitor {

    private static final Logger LOG = LoggerFactory.getLogger(MappedTypes.class);
    private static final String OWNERS = "io/github/asyncmysql/";
    private static final String LITERAL = Type.getInternalName(Class.class);
    /** Anonymous subclasses of these stand for types with type arguments. */
    private static final Set<String> REFERENCES =
            Set.of(Type.getInternalName(TypeReference.class), Type.getInternalName(ParameterizedTypeReference.class));

    private final ClassLoader loader;
    private final Deque<String> unread = new ArrayDeque<>();
    private final Set<String> seen = new HashSet<>();
    private final Set<java.lang.reflect.Type> found = new LinkedHashSet<>();
    private final List<String> references = new ArrayList<>();
    private boolean takesReferences;
    private String current = "";

    private MappedTypes(ClassLoader loader) {
        super(SpringAsmInfo.ASM_VERSION);
        this.loader = loader;
    }

    /** The types that the code of a class maps rows to, in the order in which they are named. */
    static Set<java.lang.reflect.Type> of(Class<?> type) {
        ClassLoader loader = type.getClassLoader();
        if (loader == null) {
            return Set.of();
        }
        MappedTypes search = new MappedTypes(loader);
        search.want(Type.getInternalName(type));
        search.readAll();
        if (search.takesReferences) {
            search.references.forEach(search::addReference);
        }
        return search.found;
    }

    private void want(String internalName) {
        boolean foreign = internalName.startsWith("java/") || internalName.startsWith("org/springframework/");
        if (!foreign && seen.add(internalName)) {
            unread.add(internalName);
        }
    }

    private void readAll() {
        while (!unread.isEmpty()) {
            current = unread.remove();
            try (InputStream code = loader.getResourceAsStream(current + ClassUtils.CLASS_FILE_SUFFIX)) {
                // Classes that were made while the application runs have none.
                if (code != null) {
                    new ClassReader(code).accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
                }
            } catch (IOException | IllegalArgumentException unreadable) {
                LOG.warn("The types that {} maps rows to cannot be found, and have to be named", current, unreadable);
            }
        }
    }

    @Override
    public void visit(
            int version,
            int access,
            String name,
            @Nullable String signature,
            @Nullable String superName,
            String @Nullable [] interfaces) {
        if (superName != null && REFERENCES.contains(superName)) {
            references.add(name);
        } else if (superName != null) {
            want(superName);
        }
    }

    @Override
    public void visitInnerClass(String name, @Nullable String outer, @Nullable String inner, int access) {
        if (name.startsWith(current + "$")) {
            want(name);
        }
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, @Nullable String signature, String @Nullable [] exceptions) {
        return new Code();
    }

    private void add(String name) {
        Class<?> type = load(name);
        if (type != null && !type.isInterface() && !type.getName().startsWith("java.")) {
            found.add(type);
        }
    }

    private void addReference(String name) {
        Class<?> type = load(name);
        if (type != null && type.getGenericSuperclass() instanceof ParameterizedType reference) {
            found.add(reference.getActualTypeArguments()[0]);
        }
    }

    private @Nullable Class<?> load(String internalName) {
        try {
            return Class.forName(Type.getObjectType(internalName).getClassName(), false, loader);
        } catch (ClassNotFoundException | LinkageError absent) {
            return null;
        }
    }

    /** The code of one method. */
    private final class Code extends MethodVisitor {

        private final List<String> literals = new ArrayList<>();

        Code() {
            super(SpringAsmInfo.ASM_VERSION);
        }

        @Override
        public void visitLdcInsn(Object value) {
            if (value instanceof Type type && type.getSort() == Type.OBJECT) {
                literals.add(type.getInternalName());
            }
        }

        @Override
        public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean ofInterface) {
            if (!owner.startsWith(OWNERS)) {
                return;
            }
            for (Type argument : Type.getArgumentTypes(descriptor)) {
                String taken = argument.getSort() == Type.OBJECT ? argument.getInternalName() : "";
                takesReferences |= REFERENCES.contains(taken);
                if (taken.equals(LITERAL)) {
                    literals.forEach(MappedTypes.this::add);
                    literals.clear();
                }
            }
        }
    }
}
