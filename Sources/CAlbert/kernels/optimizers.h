// What an optimizer does to each weight by itself.

static void adapt(size_t count, const albert_adaptation *settings, const float *weights, float *gradient, float *m,
                  float *v) {
    const v16 zero = {0};
    EACH_VECTOR(i, count) {
        v16 g = load_at(gradient, i, count, zero) * splat(settings->gradient_factor);
        v16 first = multiply_add(splat(settings->added1), g, splat(settings->kept1) * load_at(m, i, count, zero));
        v16 second = multiply_add(splat(settings->added2) * g, g, splat(settings->kept2) * load_at(v, i, count, zero));
        store_at(m, i, count, first);
        store_at(v, i, count, second);
        v16 root = __builtin_elementwise_sqrt(second * splat(settings->v_factor)) + splat(settings->epsilon);
        v16 direction = first * splat(settings->m_factor) / root;
        direction = multiply_add(splat(settings->decay), load_at(weights, i, count, zero), direction);
        store_at(gradient, i, count, direction);
    }
}
