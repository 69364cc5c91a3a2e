package main

import (
	"encoding/json"
	"fmt"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"
)

type document struct {
	Provider    entry            `json:"provider"`
	Resources   map[string]entry `json:"resource_schemas"`
	DataSources map[string]entry `json:"data_source_schemas"`
}

type entry struct {
	Block block `json:"block"`
}

type block struct {
	Attributes map[string]attribute `json:"attributes"`
	Blocks     map[string]nested    `json:"block_types"`
}

type nested struct {
	Nesting string `json:"nesting_mode"`
	Block   block  `json:"block"`
}

type attribute struct {
	Type     json.RawMessage `json:"type"`
	Object   *object         `json:"nested_type"`
	Required bool            `json:"required"`
	Optional bool            `json:"optional"`
	Computed bool            `json:"computed"`
}

type object struct {
	Nesting    string               `json:"nesting_mode"`
	Attributes map[string]attribute `json:"attributes"`
}

var blockNesting = map[string]tfprotov6.SchemaNestedBlockNestingMode{
	"single": tfprotov6.SchemaNestedBlockNestingModeSingle,
	"list":   tfprotov6.SchemaNestedBlockNestingModeList,
	"set":    tfprotov6.SchemaNestedBlockNestingModeSet,
	"map":    tfprotov6.SchemaNestedBlockNestingModeMap,
}

var objectNesting = map[string]tfprotov6.SchemaObjectNestingMode{
	"single": tfprotov6.SchemaObjectNestingModeSingle,
	"list":   tfprotov6.SchemaObjectNestingModeList,
	"set":    tfprotov6.SchemaObjectNestingModeSet,
	"map":    tfprotov6.SchemaObjectNestingModeMap,
}

func (d document) response() (*tfprotov6.GetProviderSchemaResponse, error) {
	configuration, err := d.Provider.schema()
	if err != nil {
		return nil, err
	}
	resources, err := schemas(d.Resources)
	if err != nil {
		return nil, err
	}
	sources, err := schemas(d.DataSources)
	return &tfprotov6.GetProviderSchemaResponse{
		Provider:           configuration,
		ResourceSchemas:    resources,
		DataSourceSchemas:  sources,
		ServerCapabilities: &tfprotov6.ServerCapabilities{},
	}, err
}

func schemas(entries map[string]entry) (map[string]*tfprotov6.Schema, error) {
	all := map[string]*tfprotov6.Schema{}
	for name, entry := range entries {
		schema, err := entry.schema()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all[name] = schema
	}
	return all, nil
}

func (e entry) schema() (*tfprotov6.Schema, error) {
	block, err := e.Block.schema()
	return &tfprotov6.Schema{Block: block}, err
}

func (b block) schema() (*tfprotov6.SchemaBlock, error) {
	attributes, err := attributes(b.Attributes)
	if err != nil {
		return nil, err
	}
	schema := &tfprotov6.SchemaBlock{Attributes: attributes}
	for name, inner := range b.Blocks {
		block, err := inner.Block.schema()
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		nesting := blockNesting[inner.Nesting]
		schema.BlockTypes = append(schema.BlockTypes, &tfprotov6.SchemaNestedBlock{TypeName: name, Nesting: nesting, Block: block})
	}
	return schema, nil
}

func attributes(named map[string]attribute) ([]*tfprotov6.SchemaAttribute, error) {
	var all []*tfprotov6.SchemaAttribute
	for name, a := range named {
		schema := &tfprotov6.SchemaAttribute{Name: name, Required: a.Required, Optional: a.Optional, Computed: a.Computed}
		var err error
		if a.Object == nil {
			schema.Type, err = tftypes.ParseJSONType(a.Type) //nolint:staticcheck // there is no other parser of this form
		} else {
			schema.NestedType = &tfprotov6.SchemaObject{Nesting: objectNesting[a.Object.Nesting]}
			schema.NestedType.Attributes, err = attributes(a.Object.Attributes)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		all = append(all, schema)
	}
	return all, nil
}
