-- The C programs tokenize, encode and fill_mask once more, through LuaJIT's ffi: the declarations are albert.h's own.
--
--     luajit albert_ffi.lua LIBRARY HEADER tokenize TEXT | encode TEXT... | fill_mask TEXT
--
-- Prints what the C programs print, to the last digit.
local ffi = require("ffi")

local path, header, task = arg[1], arg[2], arg[3]
local texts = { unpack(arg, 4) }

-- ffi.cdef reads C, but no preprocessor lines: take the lines that start with '#' and C++'s bracket away.
local file = assert(io.open(header))
local declarations = file:read("*a"):gsub('#ifdef __cplusplus.-#endif', ""):gsub("\n#[^\n]*", "")
file:close()
ffi.cdef((declarations:gsub("^#[^\n]*", "")))
local albert = ffi.load(path)

local call = ffi.new("albert_call *[1]")
local function check(status)
    if status ~= 0 then
        local name = ffi.string(albert.albert_status_name(status))
        io.stderr:write(name, ": ", ffi.string(albert.albert_call_message(call[0])), "\n")
        os.exit(1)
    end
end
check(albert.albert_call_new(call))
check(albert.albert_call_set_deadline(call[0], 120))

local function ints(result, name)
    local values = ffi.new("const int32_t *[1]")
    check(albert.albert_result_ints(result, name, values, nil, call[0]))
    return values[0]
end

local function text(result, name, row)
    local value, count = ffi.new("const char *[1]"), ffi.new("int64_t[1]")
    check(albert.albert_result_text(result, name, row, value, count, call[0]))
    return ffi.string(value[0], count[0])
end

local tasks = {}

function tasks.tokenize(model)
    local tokenizer, pieces = ffi.new("albert_tokenizer *[1]"), ffi.new("albert_result *[1]")
    check(albert.albert_model_tokenizer(model, tokenizer, call[0]))
    check(albert.albert_tokenize(tokenizer[0], texts[1], -1, nil, 0, nil, pieces, call[0]))
    local id, type_id = ints(pieces[0], "id"), ints(pieces[0], "type_id")
    local from, to = ints(pieces[0], "start"), ints(pieces[0], "end")
    print(string.format("%8s %4s %6s %6s  piece", "id", "type", "start", "end"))
    for row = 0, tonumber(albert.albert_result_rows(pieces[0])) - 1 do
        local token = text(pieces[0], "token", row)
        print(string.format("%8d %4d %6d %6d  %s", id[row], type_id[row], from[row], to[row], token))
    end
    check(albert.albert_result_free(pieces[0]))
    check(albert.albert_tokenizer_free(tokenizer[0]))
end

function tasks.encode(model)
    local size, options = ffi.new("int32_t[1]"), ffi.new("albert_options *[1]")
    check(albert.albert_hidden_size(model, size, call[0]))
    check(albert.albert_options_new(options, call[0]))
    check(albert.albert_options_set(options[0], "normalize", "true", call[0]))
    local count, width = #texts, size[0]
    local array, vectors = ffi.new("const char *[?]", count), ffi.new("float[?]", count * width)
    for i = 1, count do array[i - 1] = texts[i] end
    check(albert.albert_encode(model, array, nil, count, options[0], vectors, count * width, call[0]))
    for i = 0, count - 1 do
        local cosines = {}
        for j = 0, count - 1 do
            local cosine = 0
            for k = 0, width - 1 do cosine = cosine + vectors[i * width + k] * vectors[j * width + k] end
            cosines[j + 1] = string.format("%7.4f", cosine)
        end
        print(table.concat(cosines, " "))
    end
    check(albert.albert_options_free(options[0]))
end

function tasks.fill_mask(model)
    local answers, scores = ffi.new("albert_result *[1]"), ffi.new("const float *[1]")
    check(albert.albert_fill_mask(model, texts[1], -1, nil, answers, call[0]))
    check(albert.albert_result_floats(answers[0], "score", scores, nil, call[0]))
    local masks = ints(answers[0], "mask")
    for row = 0, tonumber(albert.albert_result_rows(answers[0])) - 1 do
        local token, sequence = text(answers[0], "token", row), text(answers[0], "sequence", row)
        print(string.format("%d  %6.3f  %-12s %s", masks[row], scores[0][row], token, sequence))
    end
    check(albert.albert_result_free(answers[0]))
end

local model = ffi.new("albert_model *[1]")
check(albert.albert_model_open(nil, nil, model, call[0]))
tasks[task](model[0])
check(albert.albert_model_free(model[0]))
check(albert.albert_call_free(call[0]))
