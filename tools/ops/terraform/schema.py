#!/usr/bin/env python3
"""Writes the schema of a Terraform provider, in the form of `terraform providers schema -json`, from its package for the CDK.

    schema.py PACKAGE.tgz SCHEMA.json FOLDER

The package (npm: @cdktf/provider-aws) was generated from that schema, so the classes in it say everything about each attribute: name,
type, nesting, and whether it is required, optional or computed. Only the types that the files of FOLDER name are read.
"""
import json
import pathlib
import re
import sys
import tarfile

PROVIDER = "aws"
USED = re.compile(r'^\s*(resource|data)\s+"(\w+)"', re.M)
CLASS = re.compile(r"^class (\w+) extends cdktf\.(\w+) \{\n(.*?)^\}", re.M | re.S)
FUNCTION = re.compile(r"^function (\w+)ToHclTerraform\(struct\) \{\n(.*?)^\}", re.M | re.S)
INTERFACE = re.compile(r"^export interface (\w+)[^{]*\{\n(.*?)^\}", re.M | re.S)
# An optional member has a question mark; Terraform's name is in the link to its page.
MEMBER = re.compile(r"#(\w+) \w+#\w+\}\s*\n(?:\s+\*.*\n)*\s+readonly \w+(\??):")
# What is known of a member of a class: a getter, an object, and an entry in what is written to HCL.
GETTER = re.compile(r"return (cdktf\.Fn\.tolist\()?this\.(get\w+Attribute|interpolationForAttribute)\('(\w+)'\)")
OBJECT = re.compile(r'this\._\w+ = new (\w+)\(this, "(\w+)"(?:, (true|false))?\)')
ENTRY = re.compile(r'(\w+): \{\s+value: .+,\s+isBlock: (true|false),\s+type: "(\w+)",\s+storageClassType: "(\w+)",')
ELEMENT = re.compile(r"return new (\w+)\(this\.terraformResource")

SIMPLE = {"string": "string", "number": "number", "boolean": "bool", "any": "dynamic"}
NESTING = {"list": "list", "set": "set", "map": "map", "struct": "single"}
COMPUTED = {
    "getStringAttribute": "string",
    "getNumberAttribute": "number",
    "getBooleanAttribute": "bool",
    "getListAttribute": ["list", "string"],
    "getNumberListAttribute": ["list", "number"],
    "getStringMapAttribute": ["map", "string"],
    "getNumberMapAttribute": ["map", "number"],
    "getBooleanMapAttribute": ["map", "bool"],
    "getAnyMapAttribute": ["map", "string"],
}


class File:
    """The classes of one resource or data source."""

    def __init__(self, code, declarations):
        self.classes = {name: (base, body) for name, base, body in CLASS.findall(code)}
        self.functions = dict(FUNCTION.findall(code))
        self.required = {name: {member for member, mark in MEMBER.findall(body) if not mark}
                         for name, body in INTERFACE.findall(declarations)}

    def top(self):
        bases = ("TerraformResource", "TerraformDataSource", "TerraformProvider")
        return next(name for name, (base, _) in self.classes.items() if base in bases)

    def block(self, name):
        """The block that a class stands for, or a structure without a class, as in the settings of the provider."""
        _, body = self.classes.get(name, (None, ""))
        entries = {attribute: rest for attribute, *rest in ENTRY.findall(self.written(name, body))}
        required = self.required.get(name.removesuffix("OutputReference"), self.required.get(f"{name}Config", set()))

        def flags(attribute):
            return {"required": True} if attribute in required else {"optional": True, "computed": True}

        block = {"attributes": {}, "block_types": {}}
        for tolist, getter, attribute in GETTER.findall(body):
            found = COMPUTED.get(getter, "dynamic")
            if tolist and found[0] == "list":
                found = ["set", found[1]]
            block["attributes"][attribute] = {"type": found, "computed": True}
        for attribute, (_, kind, storage) in entries.items():
            if written := written_type(kind, storage):
                block["attributes"][attribute] = {"type": written, **flags(attribute)}
        for inner, attribute, is_set in OBJECT.findall(body):
            if inner in self.classes:
                self.nested(block, inner, attribute, is_set == "true", flags(attribute), entries.get(attribute))
        for attribute, (is_block, kind, storage) in entries.items():
            if is_block == "true" and attribute not in block["block_types"]:
                inner = self.block(storage.removesuffix("List"))
                block["block_types"][attribute] = {"nesting_mode": NESTING[kind], "block": inner}
        return block

    def written(self, name, body):
        function = name[:1].lower() + name.removesuffix("OutputReference")[1:]
        return self.functions.get(function, body)

    def nested(self, block, name, attribute, is_set, flags, entry):
        base, body = self.classes[name]
        element = ELEMENT.search(body)
        inner = self.block(element[1]) if element and base != "ComplexObject" else self.block(name)
        nesting = NESTING[entry[1]] if entry else None
        if entry and entry[0] == "true":
            block["block_types"][attribute] = {"nesting_mode": nesting, "block": inner}
        elif entry:
            nested = {"nesting_mode": nesting, "attributes": as_attributes(inner)}
            block["attributes"][attribute] = {"nested_type": nested, **flags}
        else:
            shape = object_type(as_attributes(inner))
            kind = "map" if base == "ComplexMap" else "set" if is_set else "list"
            found = shape if base == "ComplexObject" else [kind, shape]
            block["attributes"][attribute] = {"type": found, "computed": True}


def written_type(kind, storage):
    """`set` and `stringList` are a set of strings; none for what has attributes of its own."""
    match = re.fullmatch(r"(string|number|boolean|any)((?:List|Map)*)", storage)
    if not match:
        return None
    found = SIMPLE[match[1]]
    layers = re.findall("List|Map", match[2])
    for depth, layer in enumerate(reversed(layers), start=1):
        list_or_set = "set" if depth == len(layers) and kind == "set" else "list"
        found = ["map" if layer == "Map" else list_or_set, found]
    return found


def as_attributes(block):
    blocks = {name: {"nested_type": {"nesting_mode": inner["nesting_mode"], "attributes": as_attributes(inner["block"])}, "optional": True}
              for name, inner in block["block_types"].items()}
    return block["attributes"] | blocks


def object_type(attributes):
    def type_of(attribute):
        if "type" in attribute:
            return attribute["type"]
        nested = attribute["nested_type"]
        shape = object_type(nested["attributes"])
        return shape if nested["nesting_mode"] == "single" else [nested["nesting_mode"], shape]
    return ["object", {name: type_of(attribute) for name, attribute in attributes.items()}]


def without_dynamic_sets(block, in_set=False):
    """Terraform has no dynamic types in sets. The generator gave up there (deep statements of WAF), so a text stands for them."""
    for attribute in block["attributes"].values():
        if in_set and "dynamic" in json.dumps(attribute.get("type")):
            attribute["type"] = "string"
    for inner in block["block_types"].values():
        without_dynamic_sets(inner["block"], in_set or inner["nesting_mode"] == "set")
    return block


def key(folder):
    """The folder of aws_s3_bucket is s3-bucket, and that of its data source is data-aws-s3-bucket."""
    return folder if folder.startswith(f"data-{PROVIDER}-") else f"{PROVIDER}-{folder}"


def files(package, wanted):
    """What is read, with its folder."""
    texts = {}
    with tarfile.open(package) as archive:
        for member in archive:
            parts = member.name.split("/")
            if len(parts) == 4 and (parts[2] == "provider" or key(parts[2]) in wanted):
                texts.setdefault(parts[2], {})[parts[3]] = archive.extractfile(member).read().decode()
    return [(folder, File(text["index.js"], text["index.d.ts"])) for folder, text in texts.items()]


def main(package, output, folder):
    used = {found for file in pathlib.Path(folder).rglob("*.tf") for found in USED.findall(file.read_text())}
    wanted = {("data-" if kind == "data" else "") + name.replace("_", "-"): (kind, name) for kind, name in used}
    schema = {"provider": None, "resource_schemas": {}, "data_source_schemas": {}}
    for folder, file in files(package, wanted):
        block = {"block": without_dynamic_sets(file.block(file.top()))}
        if folder == "provider":
            schema["provider"] = block
        else:
            kind, name = wanted.pop(key(folder))
            schema["data_source_schemas" if kind == "data" else "resource_schemas"][name] = block
    # `terraform_data` is a part of Terraform.
    unknown = sorted(name for kind, name in wanted.values() if name != "terraform_data")
    if unknown:
        sys.exit(f"{package} has no {', '.join(unknown)}")
    pathlib.Path(output).write_text(json.dumps(schema))


if __name__ == "__main__":
    main(*sys.argv[1:])
